"""The profile itself"""
