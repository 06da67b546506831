"""The commands, one file each; `cli.app` joins them into groups."""
