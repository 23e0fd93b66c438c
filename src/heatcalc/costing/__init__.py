"""What heat costs and who pays for it: the cost, the gap, its shares, the cap of the source price, and sweeps."""
