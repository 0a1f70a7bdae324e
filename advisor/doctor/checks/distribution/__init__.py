"""Flink's jars and files"""
