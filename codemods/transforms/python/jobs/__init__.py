"""What the module of a Python job is made of: the request and the project in, the text out."""
