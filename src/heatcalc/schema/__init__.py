"""What a TOML table may hold, said once, and the reading of it with every mistake found."""
