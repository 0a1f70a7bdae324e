"""The lookup table"""
