"""The part of `gettext` that `argparse` needs: there are no catalogues, so every message is its own translation.

Knows no files and no languages.
"""


def gettext(message):
    return message


def ngettext(singular, plural, count):
    return singular if count == 1 else plural
