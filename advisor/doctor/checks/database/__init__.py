"""The database"""
