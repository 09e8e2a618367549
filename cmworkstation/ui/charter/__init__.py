"""The charter page: the text of a charter, what is wrong with it, and a bench to try it on."""
