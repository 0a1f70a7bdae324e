"""This machine"""
