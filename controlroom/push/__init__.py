"""What goes to the screens, and when: boards, frames and the hub."""
