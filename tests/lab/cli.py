"""How each test with real programs is called: NAME.py --build FOLDER; 0 when every promise held.

    if __name__ == '__main__':
        main(first_promise, second_promise)     # functions that take the build folder; the docstring's first line is told
"""
import argparse
import sys
import time
import traceback

from lab.world import Failed


def main(*promises):
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', required=True)
    parser.add_argument('--only', default='', help='a part of the name of one promise')
    arguments = parser.parse_args()
    chosen = [promise for promise in promises if arguments.only in promise.__name__]
    if not chosen:
        parser.error(f'no promise is named like “{arguments.only}”; there are: ' + ', '.join(promise.__name__ for promise in promises))
    failed = 0
    for promise in chosen:
        begin = time.monotonic()
        try:
            promise(arguments.build)
            outcome = 'ok'
        except Failed as error:
            outcome, failed = f'FAILED: {error}', failed + 1
        except Exception:
            outcome, failed = 'FAILED:\n' + traceback.format_exc(), failed + 1
        print(f'[{time.monotonic() - begin:6.2f} s] {promise.__doc__.splitlines()[0]} {outcome}', flush=True)
    sys.exit(1 if failed else 0)
