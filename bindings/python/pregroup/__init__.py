"""病案首页检查和医保 DIP 预分组。

    import pregroup

    with pregroup.Engine() as engine:              # 内置的示例市
        for result in engine.check(page):          # bytes 或 str
            for finding in result.findings:
                print(finding.severity, finding.tag, finding.message)
            print(result.grouping.group, result.settlement.standard)

README.md 说明选项、会话、线程和怎样找动态库。
"""
from ._engine import Engine, Session, version
from ._flat import LIBRARY_VARIABLE, PregroupError
from ._results import (Candidate, Change, Finding, Grouping, Loss, Missed,
                       Pack, PackInfo, Record, Result, RunnerUp, Score,
                       Settlement, Step, UnknownTag, WhatIf)

__all__ = ["Engine", "Session", "version", "LIBRARY_VARIABLE", "PregroupError",
           "Candidate", "Change", "Finding", "Grouping", "Loss", "Missed",
           "Pack", "PackInfo", "Record", "Result", "RunnerUp", "Score",
           "Settlement", "Step", "UnknownTag", "WhatIf"]
