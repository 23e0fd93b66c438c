"""What accounts owe on a day: their dues, their payments, and the fees on what was open."""
