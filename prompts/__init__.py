"""What is said to people and models: Jinja2 templates in files, one typed function a template."""
