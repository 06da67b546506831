"""The random audit by views: posts are drawn, people label them, and the violation view rate follows."""
