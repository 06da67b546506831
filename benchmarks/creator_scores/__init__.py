"""Quality and behaviour of creators, measured on data with labels of people."""
