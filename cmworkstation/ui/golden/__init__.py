"""The golden rules: where the program keeps to them."""
