"""Works out the recommended enforcement action from points and past violations."""
