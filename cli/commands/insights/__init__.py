"""`clausewise insights`: the commands of people who watch the ecosystem."""
