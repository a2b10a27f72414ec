"""Changes and errors, as a person or a machine reads them."""
