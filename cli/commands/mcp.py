"""`clausewise mcp`: serves tools, resources and prompts to an agent over standard input and output."""

from cli.errors import report_errors
from cli.input.options import Judge, JudgeName, Policies


def mcp(judge: Judge = JudgeName.AUTO, policies: Policies = None) -> None:
    """Let an agent decide, search and explain by the Model Context Protocol, over standard input and output.

    An MCP client starts this command. It may do what you may do on the command line. The service speaks the same
    protocol under /mcp, with API keys.
    """
    with report_errors():
        from api.mcp.installed import require_mcp

        require_mcp()
        from agent.settings import read_settings
        from api.logs import set_up_logs
        from api.mcp.stdio import open_local_services, serve_stdio

        settings = read_settings(policies=policies)
        set_up_logs()
        services = open_local_services(settings, judge.value)
        try:
            serve_stdio(services)
        finally:
            services.close()
