"""An invented ecosystem of creators with its truth beside it, equal for equal options."""
