"""The simulated sales organisation that `make demo` loads, through the same services that people use."""
