"""The repository: files, packages, module resolution, change sets, transactions and config."""
