"""As osprey_worker/src/osprey/engine/executor/execution_context.py, as far as the UDF sees it."""


class ExecutionContext:
    def __init__(self, action_id: int) -> None:
        self._action_id = action_id

    def get_action_id(self) -> int:
        return self._action_id
