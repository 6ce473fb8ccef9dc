"""The ways in: command line, gateway, web pages."""
