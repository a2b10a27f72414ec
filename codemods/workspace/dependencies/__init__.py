"""Packages, workspaces and the versions that they depend on."""
