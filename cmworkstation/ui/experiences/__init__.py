"""Whether answers to complaints helped."""
