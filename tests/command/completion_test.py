"""Completion in bash: what the program's own help names, and nothing else."""
import os, re, subprocess, unittest
from world import PROGRAM, World

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/completion/purple-phonebook.bash")
COMMON = {"--book", "--region", "--progress", "--quiet", "--help", "--version"}


class CompletionTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def complete(self, *words):
        """As readline hands the words over: parted at colons, the last one at the cursor."""
        asked = 'source "$1"; shift; COMP_LINE=$1; shift; COMP_POINT=${#COMP_LINE}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' \
                '_purple_phonebook; printf "%s\\n" "${COMPREPLY[@]}"'
        line = " ".join(["purple-phonebook", *words])
        parted = [part for word in words for part in (re.findall(r":|[^:]+", word) or [""])]
        env = dict(self.world.env, PATH=os.path.dirname(PROGRAM) + ":" + os.environ["PATH"])
        done = subprocess.run(["bash", "-c", asked, "bash", SCRIPT, line, "purple-phonebook", *parted], env=env, cwd=self.world.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return set(done.stdout.split())

    def help(self, *command):
        done = self.world.run(*command, "--help")
        self.assertEqual(done.returncode, 0, done.err)
        return done.out

    def test_every_command_and_every_option_of_it_is_offered(self):
        commands = set(re.findall(r"^  ([a-z]+) ", self.help().split("Subcommands:")[1], re.M))
        self.assertGreater(len(commands), 10)
        self.assertEqual(self.complete(""), commands | COMMON)
        for command in commands:
            # An option stands two blanks in; what stands further is the sentence about it.
            named = set(re.findall(r"^  (?:-\w, ?)?(--[a-z-]+)\b", self.help(command), re.M))
            self.assertEqual(self.complete(command, "--") - COMMON, named - COMMON, command)

    def test_the_tables_of_convert_are_offered_also_behind_the_colon(self):
        offered = self.complete("convert", "in.vcf", "--to", "")
        self.assertLessEqual({"vcard4", "csv", "csv:google", "csv:outlook.com"}, offered)
        self.assertLessEqual({"csv", "csv:google"}, self.complete("convert", "--to", "csv"))
        tables = {word.split(":")[1] for word in offered if ":" in word}
        self.assertEqual(self.complete("convert", "--to", "csv:"), tables)
        self.assertEqual(self.complete("convert", "--to", "csv:goo"), {t for t in tables if t.startswith("goo")})
        # Nothing but convert writes them.
        self.assertFalse([word for word in self.complete("export", "--to", "") if ":" in word])


if __name__ == "__main__":
    unittest.main()
