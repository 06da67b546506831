"""From a case to a decision: gathers evidence, judges, settles, recommends an action, writes messages."""
