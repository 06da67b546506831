"""Pictures: hashes that find candidates, and the alignment that verifies them."""
