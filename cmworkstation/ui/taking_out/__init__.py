"""What leaves the workspace: everything, pages to read, mail, dates."""
