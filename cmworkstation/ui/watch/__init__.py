"""The watch: what is said about us and our subjects, where, by how many."""
