"""Flags of Java's virtual machine: of env.java.opts.*, or in a file of their own."""

from advisor.lint.subjects import JvmFlags

SUBJECT = JvmFlags
