"""The freeze in the window: the key and the button, the band above all pages, and the page for what was held back."""
