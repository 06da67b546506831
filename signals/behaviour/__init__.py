"""How a creator behaves over time: sequences of posts, and changes of who holds the account, as evidence."""
