import collections, pytest
from tests.proof import test_case_machine as m
from shouwen.kernel.refusals import Refusal
C=collections.Counter()
pytestmark=m.pytestmark
def test_it(cast):
    orig=m.Machine.tried
    def tried(self, verb, by, thing, do):
        if thing is None: C[verb,'none']+=1; return
        def d():
            try: r=do()
            except Refusal: C[verb,'refused']+=1; raise
            C[verb,'done']+=1
            return r
        orig(self,verb,by,thing,d)
    m.Machine.tried=tried
    m.run(cast,25,30)
    for v in sorted({k[0] for k in C}): print(v,{o:C[v,o] for o in ('done','refused','none')})
