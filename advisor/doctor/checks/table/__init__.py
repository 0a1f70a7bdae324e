"""The target table"""
