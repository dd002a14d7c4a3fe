"""Acts of weight: a session asks for a new proof of oneself before them, however long it has been open.

Whoever sits down at an open desk may read what its owner read, and change none of these.
A program and the command line are not asked: they prove themselves with every call.
"""

WEIGHTY = frozenset({
    # roles, accounts and keys
    "make_sign_in_link", "open_account", "close_account", "give_role", "end_grant", "make_token", "approve_recovery",
    # contacts, claims and what follows from them
    "change_contacts", "claim_assets", "delegate_domain", "share_assets", "designate_assets", "merge_organisations",
    # release and approval
    "decide_campaign", "release_queue", "approve_delay", "publish_figures", "accept_restored", "recover_ledger",
    # personal data in clear
    "ask_unmasking", "agree_unmasking",
})  # fmt: skip
