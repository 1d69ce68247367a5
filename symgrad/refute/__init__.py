"""refute"""
