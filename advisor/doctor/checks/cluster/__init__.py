"""The cluster"""
