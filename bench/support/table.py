"""The gift table of bench-peers as our model, and programs of C that stand on our library."""
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LIBRARIES = ("-lmpfr -lpcre2-8 -lexpat -lutf8proc -lbidgcc000 -lm -lzip -lz -lxlsxwriter -lcrypto -lsodium -lsqlite3 "
             "-levent -levent_pthreads -lqrencode -lpthread").split()


def write_model(source, target):
    """The peers' model names its inputs nowhere but in the columns; ours wants them declared, as DMN does."""
    text = source.read_text(encoding="utf-8")
    columns = re.findall(r'typeRef="(\w+)"><text>(\w+)</text></inputExpression>', text)
    inputs = "".join(f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
                     for kind, name in columns)
    needs = "".join(f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>'
                    for _, name in columns)
    text = text.replace("<decision ", inputs + "<decision ", 1).replace("<decisionTable", needs + "<decisionTable", 1)
    target.write_text(text, encoding="utf-8")


def compile_with_core(source, target):
    """With the release build's library, made anew where it is older than its sources."""
    core = ROOT / "build/release/libmingli_core.a"
    subprocess.run(["ninja", "-C", str(core.parent), "--quiet", core.name], check=True)
    command = ["cc", "-O2", "-std=gnu17", "-D_GNU_SOURCE", f"-I{ROOT}/src", "-o", target, source, core, *LIBRARIES]
    subprocess.run(command, check=True)
