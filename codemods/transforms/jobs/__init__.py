"""What a job's module is made of: the request and the project in, the text out."""
