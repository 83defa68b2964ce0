#!/usr/bin/python3
"""The Debian package: built from this build folder, looked into, and its program run from where it was unpacked."""
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.scene import check  # noqa: E402
from lab.world import World  # noqa: E402


def package(build):
    """The package holds the program, both plugins, manual, completion and licence, names what it needs, and nothing else."""
    with World() as world:
        build = Path(build).resolve()
        done = world.run(['cpack', '-G', 'DEB', '--config', build / 'CPackConfig.cmake', '-B', world.folder / 'package'], 800)
        check(done.returncode == 0, f'cpack: {done.stdout[-3000:]}{done.stderr[-3000:]}')
        packages = list((world.folder / 'package').glob('*.deb'))
        check(len(packages) == 1, f'{len(packages)} packages')
        check(re.fullmatch(r'purple-phonebook_[0-9.]+_\w+\.deb', packages[0].name), f'its name is {packages[0].name}')

        def field(name):
            return world.run(['dpkg-deb', '-f', packages[0], name]).stdout.strip()

        check(field('Package') == 'purple-phonebook', 'the package has another name')
        needed = field('Depends')
        for library in ('libpurple0', 'libicu72', 'libsqlite3-0', 'libsodium23', 'libc6', 'libglib2.0-0'):
            check(re.search(rf'\b{re.escape(library)}\b', needed), f'it does not say that it needs {library}: {needed}')
        check('-dev' not in needed, f'it needs a package for building: {needed}')
        check('pidgin' in field('Recommends'), 'it does not recommend Pidgin')

        listing = world.run(['dpkg-deb', '-c', packages[0]]).stdout
        paths = [line.split()[5] for line in listing.splitlines()]
        triplet = world.run(['dpkg-architecture', '-qDEB_HOST_MULTIARCH']).stdout.strip()
        for path in ('usr/bin/purple-phonebook', 'usr/libexec/purple-phonebook/purple-phonebook-read-pdf', f'usr/lib/{triplet}/purple-2/purple-phonebook.so',
                     f'usr/lib/{triplet}/pidgin/{GTK_PLUGIN}', 'usr/share/man/man1/purple-phonebook.1.gz',
                     'usr/share/bash-completion/completions/purple-phonebook', 'usr/share/doc/purple-phonebook/copyright'):
            check(f'./{path}' in paths, f'{path} is missing:\n{listing}')
        for catalogue in (Path(__file__).resolve().parents[2] / 'po').glob('*.po'):
            check(f'./usr/share/locale/{catalogue.stem}/LC_MESSAGES/purple-phonebook.mo' in paths, f'{catalogue.name} is missing')
        strange = [path for path in paths if not path.endswith('/') and not re.search(
            r'^\./usr/(bin|libexec/purple-phonebook|lib/[^/]+/(purple-2|pidgin)|share/(man|doc|locale|bash-completion|purple-phonebook))/', path)]
        check(not strange, f'it holds more than it should: {strange}')
        check(all(line.split()[1] == 'root/root' for line in listing.splitlines()), 'not everything belongs to root')

        unpacked = world.folder / 'unpacked'
        check(world.run(['dpkg-deb', '-x', packages[0], unpacked]).returncode == 0, 'it cannot be unpacked')
        program = unpacked / 'usr/bin/purple-phonebook'
        check(os.access(program, os.X_OK), 'the program is not executable')
        version = world.run([program, '--version'])
        check(version.returncode == 0 and field('Version') in version.stdout, f'--version: {version.stdout}{version.stderr}')
        for binary in (program, *unpacked.rglob('*.so')):
            dynamic = world.run(['readelf', '-d', binary]).stdout
            check('RUNPATH' not in dynamic and 'RPATH' not in dynamic, f'{binary.name} looks for libraries in a build folder')
            check('not stripped' not in world.run(['file', binary]).stdout, f'{binary.name} is not stripped')


GTK_PLUGIN = 'pidgin-phonebook.so'

if __name__ == '__main__':
    main(package)
