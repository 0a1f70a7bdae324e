"""Python"""
