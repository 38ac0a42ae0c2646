"""Where reminders are kept and looked up, how the vault is asked, who carries messages."""
