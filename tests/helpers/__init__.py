"""What test modules share: helpers, which hold no tests."""
