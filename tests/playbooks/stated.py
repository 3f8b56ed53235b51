"""Where the completion pages state each criterion: in which lists its quotes must be found, and nowhere else."""

# Where the shipped pages state each criterion, the same in both languages and for both playbooks.
STATED = {
    "motion": ["inputs 0"],
    "milestone": ["inputs 0", "inputs 1"],
    "account-team-reviewed": ["inputs 0"],
    "customer-knows-the-end": ["key-inputs"],
    "task-1701": ["key-inputs"],
    "task-1702": ["key-inputs"],
    "account-team-informed": ["outputs 0", "inputs 1"],
    "account-team-absent": ["outputs 0", "inputs 1"],
    "discussed": ["outputs 1"],
    "next-workloads": ["outputs 1"],
    "satisfaction": ["objectives", "key-inputs"],
    "customer-mailed": ["objectives", "outputs 1"],
    "status-noted": ["outputs 1"],
    "customer-knows-rfa": ["objectives", "key-outputs"],
    "faq-reviewed": ["outputs 1"],
    "service-status": ["next-steps"],
    "next-action-date": ["outputs 1"],
    "closing-note": ["outputs 1"],
    "objection-answered": ["outputs 1"],
    "queue-requested": ["outputs 1"],
    "queue-confirmed": ["outputs 1"],
    "released": ["objectives", "outputs 1", "key-outputs"],
}

# Where the seed page and its English version state each criterion; closing note and confirmed queue stand only among the actions.
SEED_STATED = STATED | {
    "motion": ["inputs 0", "inputs 1"],
    "account-team-absent": ["outputs 0"],
    "closing-note": ["actions 1"],
    "queue-confirmed": ["actions 1"],
}
