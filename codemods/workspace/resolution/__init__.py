"""What specifiers and names lead to, and how a module would be named."""
