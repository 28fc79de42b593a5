import json
import sys

from surroundings import tell

said = [[what, tell(what)] for what in sys.argv[1:]]
print(json.dumps(said, ensure_ascii=False))
