"""What the project says about itself in files of settings."""
