@rem The scripts of package.json begin with "exec", which replaces npm's shell by the program, so that signals reach it.
@rem The shell of Windows has no such word. It finds this file in its place.
@%*
